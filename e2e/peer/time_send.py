"""The same sending on the reference client: one STIX file as one bundle, then small bundles, timed here."""
import json
import os
import statistics
import time

from pycti import OpenCTIConnectorHelper

config = {
    "opencti": {"url": os.environ["OPENCTI_URL"], "token": os.environ["OPENCTI_TOKEN"], "ssl_verify": False},
    "connector": {"id": os.environ["CONNECTOR_ID"], "type": "EXTERNAL_IMPORT", "name": "Peer", "scope": "tool",
                  "log_level": "error"},
}
helper = OpenCTIConnectorHelper(config)
text = open(os.environ["SEND_FILE_PATH"]).read()
work_id = helper.api.work.initiate_work(helper.connect_id, "Peer run")
started = time.perf_counter()
parts = len(helper.send_stix2_bundle(text, work_id=work_id))
seconds = time.perf_counter() - started
tool = {"type": "tool", "id": "tool--00000000-0000-4000-8000-000000000001", "spec_version": "2.1", "name": "One"}
one = json.dumps({"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000004", "objects": [tool]})
times = []
for _ in range(200):
    started = time.perf_counter()
    helper.send_stix2_bundle(one)
    times.append(time.perf_counter() - started)
print("PEER " + json.dumps({"parts": parts, "seconds": seconds, "one": statistics.median(times)}), flush=True)
os._exit(0)
