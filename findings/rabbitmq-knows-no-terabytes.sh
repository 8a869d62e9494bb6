#!/usr/bin/env bash
# Units of RabbitMQ's limit of free disk space.
#
# Versions: RabbitMQ 3.10.8.
# Guess: 1TB is taken as 1000GB is.
# Real: the units end with GB and GiB. `rabbitmqctl set_disk_free_limit 1TB` is a bad argument
#   (exit code 65), the limit stays as it was.
# Source: rabbitmq/rabbitmq-server, rabbit_resource_monitor_misc.erl (parse_information_unit).
# Seen:
#> 1000GB: 0
#> 1TB: 65
#> 1TiB: 65
. "$(dirname "$0")/lib.sh"
rabbitmq
observe() {
    local limit code
    for limit in 1000GB 1TB 1TiB; do
        code=0
        /usr/lib/rabbitmq/bin/rabbitmqctl --quiet set_disk_free_limit "$limit" >&2 || code=$?
        echo "$limit: $code"
    done
}
export -f observe
tried bash -c observe
