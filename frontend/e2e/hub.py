"""A hub of models for the browser's tests: tests/hub.py, steered by lines on stdin.

Says {"endpoint", "resources"} as JSON, then does what it is told, a word a line:
slow | quick (downloads), refuse | give (the encoder of sound). It ends with its stdin.
"""

import json
import pathlib
import sys

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "tests"))
from hub import Hub, model_files, plain, resources  # noqa: E402

LARGE = "ASLP-lab/DiffRhythm-1_2-full/cfm_model.pt"
ENCODER = "ASLP-lab/DiffRhythm-vae/vae_model.pt"


def slow(handler, data):
    hub.send(handler, LARGE, data, pause=0.6)
    return True


hub = Hub(model_files())
folder = resources(pathlib.Path(sys.argv[1]), hub.files, hub.url)
(folder / "web").symlink_to(pathlib.Path(sys.argv[2]).resolve())
print(json.dumps({"endpoint": hub.url, "resources": str(folder)}), flush=True)
for line in sys.stdin:
    match line.strip():
        case "slow":
            hub.moods[LARGE] = slow
        case "quick":
            hub.moods.pop(LARGE, None)
        case "refuse":
            hub.head_moods[ENCODER] = lambda handler, _: plain(handler, 403)
        case "give":
            hub.head_moods.pop(ENCODER, None)
    print("done", flush=True)
hub.close()
