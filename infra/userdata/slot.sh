#!/bin/bash
# Prepares this instance for its one Elasticsearch slot, at first boot as user data and at every boot as quorum-slot.service.
# The ECS agent starts only when all of this has succeeded: a task without its data volume would form an empty node on the root disk.
# The volume's file system is made once, when there is none, and never again.
set -euo pipefail

readonly CLUSTER='@CLUSTER@' SLOT='@SLOT@' REGION='@REGION@' HOSTED_ZONE='@HOSTED_ZONE@' HOST_NAME='@HOST_NAME@'
readonly DATA_PATH='@DATA_PATH@' METRIC_NAMESPACE='@METRIC_NAMESPACE@' SNAPSHOT_BUCKET='@SNAPSHOT_BUCKET@' SNAPSHOT_KEY='@SNAPSHOT_KEY@'
# Empty on an instance; tests set it to run below a folder of their own.
readonly ROOT="${QUORUM_ROOT:-}"
readonly MOUNT="$ROOT$DATA_PATH" SELF="$ROOT/usr/local/sbin/quorum-slot"
readonly TRIES="${QUORUM_TRIES:-120}" PAUSE="${QUORUM_PAUSE:-5}"
readonly NOTHING_FOUND=2 ELASTICSEARCH_USER=1000

log() { echo "quorum-slot: $*"; }
die() {
  log "$SLOT: $*; the ECS agent stays down" >&2
  exit 1
}

# Asks again until the command answers with something; volumes are detached late and devices appear late.
await() {
  local what=$1 answer
  shift
  for ((i = 1; i <= TRIES; i++)); do
    if answer=$("$@") && [[ -n $answer ]]; then
      echo "$answer"
      return
    fi
    sleep "$PAUSE"
  done
  die "gave up waiting for $what"
}

# First of all, so that a failure anywhere below, at this boot or a later one, leaves the agent down.
hold_agent() {
  mkdir -p "$ROOT/etc/systemd/system/ecs.service.d" "$(dirname "$SELF")"
  if [[ $0 != "$SELF" ]]; then install -m 0755 "$0" "$SELF"; fi
  cat >"$ROOT/etc/systemd/system/quorum-slot.service" <<UNIT
[Unit]
Description=Elasticsearch slot $SLOT
Wants=network-online.target
After=network-online.target docker.service
Before=ecs.service
[Service]
Type=oneshot
RemainAfterExit=yes
TimeoutStartSec=1800
ExecStart=$SELF prepare
[Install]
WantedBy=multi-user.target
UNIT
  printf '[Unit]\nRequires=quorum-slot.service\nAfter=quorum-slot.service\n' >"$ROOT/etc/systemd/system/ecs.service.d/quorum.conf"
  systemctl daemon-reload
}

set_kernel() {
  mkdir -p "$ROOT/etc/sysctl.d"
  printf 'vm.max_map_count=1048576\nvm.swappiness=1\n' >"$ROOT/etc/sysctl.d/99-quorum.conf"
  sysctl -q -w vm.max_map_count=1048576 vm.swappiness=1
  swapoff -a
}

metadata() {
  local token
  token=$(curl -sSf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' http://169.254.169.254/latest/api/token)
  curl -sSf -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}

ec2() { aws ec2 "$@" --region "$REGION" --output text; }

find_volumes() {
  ec2 describe-volumes --filters "Name=tag:quorum:cluster,Values=$CLUSTER" "Name=tag:quorum:slot,Values=$SLOT" \
    --query 'Volumes[].VolumeId'
}

# "available" when nobody has it, or the instance that has it.
holder_of() {
  ec2 describe-volumes --volume-ids "$1" \
    --query "Volumes[0].[State, Attachments[?State!='detached'] | [0].InstanceId]" | while read -r state instance; do
    if [[ $state == available ]]; then echo available; else echo "$instance"; fi
  done
}

# Prints something once the volume is this instance's; an instance being terminated lets go of it late.
attached() {
  local volume=$1 instance=$2 holder
  holder=$(holder_of "$volume")
  if [[ $holder == "$instance" ]]; then
    echo yes
  elif [[ $holder == available ]]; then
    ec2 attach-volume --volume-id "$volume" --instance-id "$instance" --device /dev/sdf >/dev/null && echo yes
  fi
}

device_of() {
  local name="$ROOT/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${1/-/}"
  if [[ -e $name ]]; then readlink -f "$name"; fi
}

# blkid says 2 when it found nothing. Any other failure is an answer we do not understand, and not a reason to format.
file_system() {
  local device=$1 type code=0
  type=$(blkid -p -o value -s TYPE "$device") || code=$?
  if ((code == NOTHING_FOUND)); then
    log "$device is empty: making its file system"
    mkfs.xfs -L quorum "$device"
  elif ((code != 0)); then
    die "blkid $device ended with $code"
  elif [[ $type != xfs ]]; then
    die "$device holds ${type:-something that is no file system}, not xfs"
  fi
}

mount_data() {
  local device=$1
  mkdir -p "$MOUNT"
  if ! mountpoint -q "$MOUNT"; then mount -t xfs -o noatime,nodev,nosuid "$device" "$MOUNT"; fi
  # The volume may have been enlarged while it was in use.
  xfs_growfs "$MOUNT" >/dev/null
  chown "$ELASTICSEARCH_USER:0" "$MOUNT"
  chmod 2770 "$MOUNT"
}

register_name() {
  local address
  address=$(metadata local-ipv4)
  aws route53 change-resource-record-sets --hosted-zone-id "$HOSTED_ZONE" --change-batch \
    "{\"Changes\":[{\"Action\":\"UPSERT\",\"ResourceRecordSet\":{\"Name\":\"$HOST_NAME\",\"Type\":\"A\",\"TTL\":10,\"ResourceRecords\":[{\"Value\":\"$address\"}]}}]}" >/dev/null
}

configure_agent() {
  mkdir -p "$ROOT/etc/ecs"
  cat >"$ROOT/etc/ecs/ecs.config" <<CONFIG
ECS_CLUSTER=$CLUSTER
ECS_INSTANCE_ATTRIBUTES={"quorum.slot":"$SLOT"}
ECS_CONTAINER_STOP_TIMEOUT=5m
ECS_ENABLE_TASK_IAM_ROLE=true
ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST=true
ECS_IMAGE_PULL_BEHAVIOR=prefer-cached
ECS_IMAGE_MINIMUM_CLEANUP_AGE=168h
CONFIG
}

# EBS knows nothing of file systems, so the slot itself reports how full its volume is; and how old the last snapshot is.
report_metrics() {
  cat >"$ROOT/usr/local/sbin/quorum-disk" <<SCRIPT
#!/bin/bash
set -euo pipefail
put() { aws cloudwatch put-metric-data --region "$REGION" --namespace "$METRIC_NAMESPACE" --metric-name "\$1" --value "\$2" --unit "\$3" --dimensions "\$4"; }
put DiskUsedPercent "\$(df --output=pcent "$DATA_PATH" | tr -dc 0-9)" Percent "Cluster=$CLUSTER,Slot=$SLOT"
if written=\$(aws s3api head-object --region "$REGION" --bucket "$SNAPSHOT_BUCKET" --key "$SNAPSHOT_KEY" --query LastModified --output text); then
  put SnapshotAgeHours "\$(((\$(date +%s) - \$(date -d "\$written" +%s)) / 3600))" None "Cluster=$CLUSTER"
fi
SCRIPT
  chmod 0755 "$ROOT/usr/local/sbin/quorum-disk"
  printf '[Service]\nType=oneshot\nExecStart=/usr/local/sbin/quorum-disk\n' >"$ROOT/etc/systemd/system/quorum-disk.service"
  printf '[Timer]\nOnBootSec=60\nOnUnitActiveSec=300\n[Install]\nWantedBy=timers.target\n' >"$ROOT/etc/systemd/system/quorum-disk.timer"
}

prepare() {
  local volumes volume device instance
  set_kernel
  command -v aws >/dev/null || dnf install -y -q awscli-2
  instance=$(await 'the instance id' metadata instance-id)
  volumes=$(await 'the data volume' find_volumes)
  read -r -a volumes <<<"$volumes"
  if ((${#volumes[@]} != 1)); then die "${#volumes[@]} volumes carry this slot's tag: ${volumes[*]}"; fi
  volume=${volumes[0]}
  await "volume $volume to be attached" attached "$volume" "$instance" >/dev/null
  device=$(await "the device of $volume" device_of "$volume")
  file_system "$device"
  mount_data "$device"
  register_name
  configure_agent
  report_metrics
  log "$SLOT is ready on $device"
}

if [[ ${1:-} == prepare ]]; then
  prepare
else
  hold_agent
  prepare
  systemctl daemon-reload
  systemctl enable quorum-slot.service quorum-disk.timer ecs.service
  # Without waiting: ecs.service comes after cloud-init, which waits for this script.
  systemctl start --no-block quorum-disk.timer ecs.service
fi
