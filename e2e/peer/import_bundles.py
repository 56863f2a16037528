"""Imports bundles as the platform's worker does, by the reference client: one bundle per line."""
import json
import os
import sys

from pycti import OpenCTIApiClient

client = OpenCTIApiClient(os.environ["OPENCTI_URL"], os.environ["OPENCTI_TOKEN"], log_level="error", ssl_verify=False)
imported, refused = 0, []
for line in sys.stdin:
    try:
        done, _ = client.stix2.import_bundle_from_json(line, update=True)
        imported += len(done)
    except Exception as error:
        refused.append(str(error)[:300])
print("PEER " + json.dumps({"imported": imported, "refused": refused[:5]}), flush=True)
