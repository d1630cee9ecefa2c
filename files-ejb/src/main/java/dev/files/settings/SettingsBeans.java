package dev.files.settings;

import dev.files.protocol.config.Settings;
import dev.files.protocol.security.Secrets;
import dev.files.protocol.security.UrlSigner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** The settings and secrets of this front, read once. */
@ApplicationScoped
class SettingsBeans {
  private static final SecureRandom RANDOM = new SecureRandom();

  @Produces
  @Singleton
  Settings settings() {
    return Settings.ofEnvironment();
  }

  @Produces
  @Singleton
  FrontSettings front(Settings settings) {
    return FrontSettings.from(settings);
  }

  /** For what needs no agreement between machines, such as the expiry of a signed URL. */
  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  ServerName server() {
    return new ServerName(System.getProperty("jboss.node.name", "front"));
  }

  @Produces
  @Singleton
  Secrets secrets(Settings settings) {
    return new SecretFiles(settings, dataDirectory(), RANDOM).serverSecrets();
  }

  @Produces
  @Singleton
  AdminToken adminToken(Settings settings) {
    return new SecretFiles(settings, dataDirectory(), RANDOM).adminToken();
  }

  @Produces
  @Singleton
  UrlSigner signer(Secrets secrets) {
    return new UrlSigner(secrets);
  }

  private static Path dataDirectory() {
    return Path.of(System.getProperty("jboss.server.data.dir", "."));
  }
}
