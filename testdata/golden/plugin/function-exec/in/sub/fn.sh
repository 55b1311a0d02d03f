#!/bin/sh
# Writes its arguments, its directory and three variables into an object.
here=$(pwd -P)
cat >/dev/null
cat <<END
apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: seen}
  data:
    args: "$0 $*"
    env: "A=$A B=$B C=$C D=$D"
END
