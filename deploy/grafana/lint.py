"""Checks the dashboard without a Grafana: every query parses, every panel says what it shows and in what unit.

usage: lint.py copydesk.json                                    needs: pip install promql-parser
       lint.py copydesk.json --prometheus http://host:9090      also asks that every query finds data there
"""

import json
import sys
import urllib.parse
import urllib.request

import promql_parser

# What Grafana puts in before it asks.
VARIABLES = {"$__rate_interval": "1m", "$job": ".+", "$instance": ".+"}


def expression(target):
    text = target["expr"]
    for name, value in VARIABLES.items():
        text = text.replace(name, value)
    return text


def problems(dashboard):
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    if not panels:
        yield "no panels"
    for panel in panels:
        title = panel.get("title") or "a panel without a title"
        if not panel.get("description"):
            yield f"{title}: no description"
        if not panel["fieldConfig"]["defaults"].get("unit"):
            yield f"{title}: no unit"
        if not panel.get("targets"):
            yield f"{title}: no query"
        for target in panel.get("targets", []):
            if target["datasource"]["uid"] != "${datasource}":
                yield f"{title}: a data source of its own"
            if 'job=~"$job",instance=~"$instance"' not in target["expr"]:
                yield f"{title}: {target['expr']} does not follow the variables"
            try:
                promql_parser.parse(expression(target))
            except ValueError as error:
                yield f"{title}: {target['expr']}: {error}"
    places = [tuple(panel["gridPos"].values()) for panel in dashboard["panels"]]
    for n, (x, y, w, h) in enumerate(places):
        for a, b, c, d in places[:n]:
            if x < a + c and a < x + w and y < b + d and b < y + h:
                yield f"panels overlap at {x}, {y}"


def empty(dashboard, prometheus):
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            query = urllib.parse.urlencode({"query": expression(target)})
            with urllib.request.urlopen(f"{prometheus}/api/v1/query?{query}", timeout=10) as answer:
                if not json.load(answer)["data"]["result"]:
                    yield f"{panel['title']}: no data for {target['expr']}"


def main(path, *options):
    with open(path, encoding="utf-8") as file:
        dashboard = json.load(file)
    found = list(problems(dashboard))
    if options:
        found += empty(dashboard, options[1])
    print("\n".join(found) or f"{path}: {len(dashboard['panels'])} panels, every query parses")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
