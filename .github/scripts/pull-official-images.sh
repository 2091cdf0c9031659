#!/usr/bin/env bash
# The official images that the short trials of TestContainers run on.
set -euo pipefail
for version in 8.16.6 8.17.2; do
  docker pull --quiet "docker.elastic.co/elasticsearch/elasticsearch:$version"
done
