"""Child processes that do not outlive their parent, and signals that wait until they are read."""

import ctypes
import os
import select
import signal
import subprocess
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

PR_SET_PDEATHSIG = 1  # prctl(2), Linux only
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_prctl: Any = getattr(ctypes.CDLL(None), "prctl", None)


class Stopped(Exception):
    """A signal asked this process to stop; `number` says which."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Stopped by {signal.Signals(number).name}.")
        self.number = number


def spawn(argv: Sequence[str], *, dies_by: signal.Signals = signal.SIGTERM, **options: Any) -> subprocess.Popen[bytes]:
    """Start `argv`, which gets the signal `dies_by` when its parent dies, however it dies.

    `options` are those of `subprocess.Popen`. Call it from the main thread: the kernel sends the signal when the
    thread that forked ends, not the process. Raises OSError if the program cannot be started.
    """
    parent = os.getpid()

    def follow_parent() -> None:
        # Runs after Popen has changed the user, which would have cleared the request.
        if _prctl is not None:
            if dies_by != signal.SIGKILL:
                signal.signal(dies_by, signal.SIG_DFL)  # our own handler would swallow it before the program is loaded
            _prctl(PR_SET_PDEATHSIG, int(dies_by), 0, 0, 0)
        if os.getppid() != parent:  # it died before the request was made
            os._exit(1)

    return subprocess.Popen(argv, preexec_fn=follow_parent, **options)  # noqa: S603  # argv is ours, and no shell reads it


def follow_make() -> None:
    """Where make has started this process, get SIGTERM when make dies, however it dies."""
    if _prctl is not None and "MAKELEVEL" in os.environ:
        _prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def end(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for a process that was asked to stop, and kill it by its pid after `seconds`. False if it took that."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    return True


class Signals:
    """Within `with`, the stopping signals and SIGCHLD interrupt nothing and wait to be read. Main thread only."""

    def __enter__(self) -> Self:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        self._wakeup_before = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        # nohup ignores SIGHUP, and means it.
        caught = [n for n in STOPPING if n != signal.SIGHUP or signal.getsignal(n) != signal.SIG_IGN]
        self._handlers_before = {n: signal.signal(n, lambda *_: None) for n in [*caught, signal.SIGCHLD]}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        os.close(self._reader)
        os.close(self._writer)

    def wait(self, seconds: float | None = None) -> list[int]:
        """The stopping signals that came, in order; waits for any signal, SIGCHLD too, for at most `seconds`."""
        if not select.select([self._reader], [], [], seconds)[0]:
            return []
        return [number for number in os.read(self._reader, 4096) if number in STOPPING]

    def pause(self, seconds: float) -> None:
        """Sleep for at most `seconds`. Raises Stopped if a stopping signal came."""
        for number in self.wait(seconds):
            raise Stopped(number)
