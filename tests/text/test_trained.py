"""How trained models are opened."""

import os
import subprocess
import sys


def test_the_library_that_runs_the_models_reports_to_nobody(tmp_path):
    code = "import claims.text.attributions as a; a.find_attributions('The mill is old, she said.')"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
    subprocess.run([sys.executable, "-c", code], env=environment | {"HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.rglob("*")) == []
