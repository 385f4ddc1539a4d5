#!/bin/sh
# A mailbox server on loopback: dovecot.sh FOLDER PORT. "sam" reads FOLDER/mail with the password "secret"; as root it is nobody.
set -eu
base=$1 port=$2 user=$(id -un) group=$(id -gn)
[ "$user" != root ] || { user=nobody group=nogroup; }
for part in mail mail/cur mail/new mail/tmp mail/.Sent mail/.Sent/cur mail/.Sent/new mail/.Sent/tmp run; do
  mkdir -p "$base/$part"
  chmod 777 "$base/$part"
done
chmod 755 "$base"
echo 'sam:{PLAIN}secret' >"$base/users"
cat >"$base/dovecot.conf" <<END
protocols = imap
listen = 127.0.0.1
base_dir = $base/run
state_dir = $base/run
log_path = $base/log
ssl = no
disable_plaintext_auth = no
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
first_valid_uid = 1
mail_location = maildir:$base/mail
mail_uid = $user
mail_gid = $group
passdb {
  driver = passwd-file
  args = $base/users
}
userdb {
  driver = static
  args = home=$base
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \Sent
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
END
PATH=$PATH:/usr/sbin exec dovecot -F -c "$base/dovecot.conf"
