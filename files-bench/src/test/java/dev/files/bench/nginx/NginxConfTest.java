package dev.files.bench.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NginxConfTest {
  @Test
  void keepsEverythingInItsDirectory() {
    String text = new NginxConf(Path.of("/srv/b"), 8099, 2, true).text();
    assertThat(text)
        .startsWith("user root;\nworker_processes 2;\n")
        .contains("listen 127.0.0.1:8099;", "root \"/srv/b/files\";")
        .contains("client_body_temp_path \"/srv/b/tmp/body\";", "pid \"/srv/b/nginx.pid\";");
  }

  @Test
  void namesNoUserUnlessRoot() {
    assertThat(new NginxConf(Path.of("/srv/b"), 8099, 2, false).text())
        .startsWith("worker_processes");
  }
}
