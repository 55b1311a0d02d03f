#!/bin/sh
echo 'Client: v2.17.0+ga690bad'
