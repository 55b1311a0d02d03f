#!/bin/sh
echo 'no such command' >&2
exit 3
