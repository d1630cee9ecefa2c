package dev.files.bench.nginx;

import java.nio.file.Path;

/**
 * The configuration of an nginx whose files all lie under one directory.
 *
 * @param asRoot whether the workers may keep running as root: they must be able to write there
 */
record NginxConf(Path directory, int port, int workers, boolean asRoot) {

  Path file() {
    return directory.resolve("nginx.conf");
  }

  /** The body of a PUT goes to a file in {@code tmp} and is renamed: the same file system, then. */
  String text() {
    return """
        %sworker_processes %d;
        daemon off;
        pid "%3$s/nginx.pid";
        error_log stderr warn;
        events {
          worker_connections 1024;
        }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          tcp_nodelay on;
          keepalive_timeout 300s;
          keepalive_requests 100000000;
          client_max_body_size 0;
          client_body_timeout 300s;
          client_body_temp_path "%3$s/tmp/body";
          proxy_temp_path "%3$s/tmp/proxy";
          fastcgi_temp_path "%3$s/tmp/fastcgi";
          uwsgi_temp_path "%3$s/tmp/uwsgi";
          scgi_temp_path "%3$s/tmp/scgi";
          default_type application/octet-stream;
          server {
            listen 127.0.0.1:%4$d;
            root "%3$s/files";
            location / {
              dav_methods PUT DELETE;
              create_full_put_path on;
              dav_access user:rw group:r all:r;
            }
          }
        }
        """
        .formatted(asRoot ? "user root;\n" : "", workers, directory.toAbsolutePath(), port);
  }
}
