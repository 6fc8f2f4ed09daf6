#!/usr/bin/env bash
# Installs the first package, uses it, installs the second over it, removes and purges it, on a
# copy of this machine's file system. Run by run.py, in a mount namespace of its own.
set -euo pipefail

first=$(realpath "$1") second=$(realpath "$2") python=$3
copy=$(mktemp -d)
mount -t tmpfs tmpfs "$copy"
mkdir "$copy"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$copy/upper,workdir=$copy/work" "$copy/root"
root=$copy/root
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mkdir -p "$root/tmp/packages"
cp "$first" "$root/tmp/packages/first.deb"
cp "$second" "$root/tmp/packages/second.deb"
# The machine may have one already; services are not to be started on it.
rm -rf "$root/var/lib/be-right" "$root/etc/be-right"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"

inside() { chroot "$root" "$@"; }
as_service() { inside runuser -u be-right -- "$@"; }
die() {
    echo "install: $*"
    exit 1
}

inside dpkg --install /tmp/packages/first.deb
[[ $(inside stat -c '%U %a' /var/lib/be-right) == 'be-right 700' ]] || die "the data folder: $(inside stat -c '%U %a' /var/lib/be-right)"
[[ $(inside stat -c '%U:%G %a' /etc/be-right/be-right.toml) == 'root:be-right 640' ]] || die "the settings can be read by others"
# Nothing is started before it is set up.
! inside systemctl is-enabled be-right.service >/dev/null || die "the service is enabled"
inside systemd-analyze verify be-right.service be-right.socket || die "the units"
inside be-right --version
as_service be-right config show data_dir | grep -q /var/lib/be-right || die "the data folder is another one"
[[ -f $root/usr/share/man/man1/be-right-serve.1.gz ]] || die "no manual page"

# It is set up by one command, with certificates from an authority of this machine.
ip link set lo up
name=consent.example.org
own=$root/tmp/own
mkdir "$own"
echo "127.0.0.1 $name" >>"$root/etc/hosts"
"$python" -m trustme -q -d "$own" -i localhost 127.0.0.1
cat >"$own/pebble.json" <<END
{ "pebble": { "listenAddress": "127.0.0.1:14000", "managementListenAddress": "127.0.0.1:15000",
  "certificate": "$own/server.pem", "privateKey": "$own/server.key", "httpPort": 80, "tlsPort": 443,
  "ocspResponderURL": "", "externalAccountBindingRequired": false } }
END
pebble-challtestsrv -defaultIPv6 "" -http01 "" -https01 "" -tlsalpn01 "" -dns01 127.0.0.1:8053 \
    -management 127.0.0.1:8055 >"$copy/names.log" 2>&1 &
PEBBLE_VA_NOSLEEP=1 pebble -dnsserver 127.0.0.1:8053 -config "$own/pebble.json" >"$copy/pebble.log" 2>&1 &
await() {
    for _ in $(seq 600); do
        "$@" >"$copy/await.log" 2>&1 && return
        sleep 0.1
    done
    cat "$copy"/*.log
    die "never: $*"
}
await curl --silent --fail --cacert "$own/client.pem" https://localhost:14000/dir
echo 'correct horse battery' >"$root/tmp/password"
inside be-right --set tls.acme_directory=https://localhost:14000/dir \
    --set tls.acme_ca_file=/tmp/own/client.pem setup --no-input \
    --address "https://$name" --tls acme --acme-email you@example.org --mail-server none \
    --backup /var/backups/be-right --account ada@example.org --first-name Ada --last-name Lovelace \
    --studio "Studio Ada" --password-file /tmp/password --lang en >"$copy/setup.log" 2>&1 || {
    cat "$copy/setup.log"
    die "setup"
}
[[ $(inside stat -c '%U:%G %a' /etc/be-right/be-right.toml) == 'root:be-right 640' ]] || die "setup opened the settings to others"
[[ $(inside stat -c '%U %a' /var/backups/be-right) == 'be-right 700' ]] || die "the folder of backups"
grep -q 'ReadWritePaths="-/var/backups/be-right"' "$root"/etc/systemd/system/be-right.service.d/backup.conf || die "the service may not write backups"
inside systemd-analyze verify be-right.service || die "the unit after setup"
inside be-right serve >"$copy/serve.log" 2>&1 &
# Certificates that pebble gives are of a root of its own.
fetch() { curl --silent --show-error --fail --cacert "$copy/root.pem" --resolve "$name:443:127.0.0.1" "$@"; }
await curl --silent --fail --cacert "$own/client.pem" --output "$copy/root.pem" https://localhost:15000/roots/0
await fetch "https://$name/readyz"
[[ $(ps -o uid= -C be-right | sort -u | tr -d ' ') == $(inside id -u be-right) ]] || die "the server runs as $(ps -o uid= -C be-right)"
fetch "https://$name/auth/login" --json '{"email":"ada@example.org","password":"correct horse battery"}' | grep -q accessToken || die "nobody can sign in"
fetch "https://$name/console/login" | grep -q '<html lang="en"' || die "no console"
as_service be-right backup >"$copy/backup.log" || die "no backup: $(cat "$copy/backup.log")"
kill "$(pidof be-right)"
await bash -c "! pidof be-right"
echo "apt install, setup, HTTPS from an authority, sign-in, backup: fine"
sum=$(sha256sum <"$root/etc/be-right/be-right.toml")

inside dpkg --install /tmp/packages/second.deb
[[ $(sha256sum <"$root/etc/be-right/be-right.toml") == "$sum" ]] || die "an upgrade changed the settings"
as_service be-right user passwd ada@example.org >/dev/null || die "an upgrade lost the account"
inside be-right config show locale | grep -q en || die "an upgrade lost a setting"

inside dpkg --remove be-right
[[ -f $root/etc/be-right/be-right.toml ]] || die "removing deleted the settings"
[[ -f $root/var/lib/be-right/be-right.db ]] || die "removing deleted the data"
[[ ! -e $root/usr/bin/be-right ]] || die "removing left the program"

said=$(inside dpkg --purge be-right 2>&1)
[[ ! -e $root/etc/be-right ]] || die "purging left $(ls "$root/etc/be-right")"
[[ -f $root/var/lib/be-right/be-right.db ]] || die "purging deleted consents"
grep -q 'rm -rf /var/lib/be-right' <<<"$said" || die "purging does not say what it keeps: $said"

inside dpkg --install /tmp/packages/second.deb
as_service be-right user passwd ada@example.org >/dev/null || die "what a purge has kept is of no use"
echo "install, upgrade, remove, purge, install again: fine"
