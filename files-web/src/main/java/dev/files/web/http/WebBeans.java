package dev.files.web.http;

import dev.files.http.CrossOrigin;
import dev.files.settings.FrontSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** What this package gives to the container. */
@ApplicationScoped
class WebBeans {
  @Produces
  @Singleton
  CrossOrigin crossOrigin(FrontSettings settings) {
    return CrossOrigin.of(
        settings.sharing().origins(),
        settings.publicUrl(),
        List.of("GET", "HEAD", "POST", "PUT", "DELETE"));
  }
}
