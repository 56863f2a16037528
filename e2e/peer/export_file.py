"""An exporter on the reference client: uploads a file for each job with the client's own calls. JSON lines tell of it."""
import json
import os

from pycti import OpenCTIConnectorHelper


def say(**what):
    print("PEER " + json.dumps(what), flush=True)


config = {
    "opencti": {"url": os.environ["OPENCTI_URL"], "token": os.environ["OPENCTI_TOKEN"], "ssl_verify": False},
    "connector": {
        "id": os.environ["CONNECTOR_ID"],
        "type": "INTERNAL_EXPORT_FILE",
        "name": "Peer exporter",
        "scope": "text/csv",
        "log_level": "error",
        "queue_protocol": "api" if os.environ["LISTEN"] == "API" else "amqp",
        "listen_protocol": os.environ["LISTEN"],
        "listen_protocol_api_port": int(os.environ["PORT"]),
        "listen_protocol_api_uri": "http://127.0.0.1:" + os.environ["PORT"],
    },
}
helper = OpenCTIConnectorHelper(config)
say(registered=True)


def push_list(data, content):
    lists = {
        "Stix-Cyber-Observable": helper.api.stix_cyber_observable,
        "Stix-Core-Object": helper.api.stix_core_object,
    }
    filters = "selected_ids" if data["export_scope"] == "selection" else json.dumps(data["list_params"])
    lists.get(data["entity_type"], helper.api.stix_domain_object).push_list_export(
        data.get("entity_id"), data["entity_type"], data["file_name"], data["file_markings"], content, filters
    )


def process(data):
    content = '"scope";"name"\r\n"' + data["export_scope"] + '";"' + data["entity_name"] + '"\r\n'
    if data["export_scope"] == "single":
        helper.api.stix_domain_object.push_entity_export(
            data["entity_id"], data["file_name"], content, data["file_markings"]
        )
    else:
        push_list(data, content)
    return "Export done"


helper.listen(message_callback=process)
