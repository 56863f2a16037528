"""What the platform's worker does first with a message of ours: reads it and splits its bundle. A message per line."""
import base64
import json
import sys

from pycti import OpenCTIStix2Splitter

accepted, refused = 0, []
for line in sys.stdin:
    message = json.loads(line)
    content = base64.b64decode(message["content"]).decode("utf-8")
    expectations, incompatible, bundles = OpenCTIStix2Splitter().split_bundle_with_expectations(content)
    objects = json.loads(content)["objects"]
    again = [json.loads(bundle)["objects"][0]["id"] for bundle in bundles]
    if expectations == len(objects) and again == [one["id"] for one in objects] and not incompatible:
        accepted += 1
    else:
        refused.append({"id": objects[0]["id"], "expectations": expectations})
print("PEER " + json.dumps({"accepted": accepted, "refused": refused[:5]}), flush=True)
