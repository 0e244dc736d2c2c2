# One image for web, worker, beat and the migrations: the command says which. compose.yaml runs them together.

FROM python:3.11-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
WORKDIR /build
COPY requirements-run.txt constraints.txt ./
RUN /opt/venv/bin/python -m pip install --requirement requirements-run.txt --constraint constraints.txt

FROM python:3.11-slim-bookworm
# ONNX Runtime reports to its maker unless it is told not to.
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 ORT_DISABLE_TELEMETRY=1
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /app --shell /usr/sbin/nologin claimtrail
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY config config
COPY worker worker
COPY claims claims
COPY seeds seeds
# var is all that the service may write; compiled once, every process starts sooner.
RUN python -m compileall -q config worker claims && install --directory --owner=claimtrail --group=claimtrail var
USER claimtrail
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:8000/readyz', timeout=4)"]
CMD ["gunicorn", "config.wsgi:application", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", \
     "--threads=4", "--reuse-port", "--no-control-socket", "--worker-tmp-dir=/dev/shm"]
