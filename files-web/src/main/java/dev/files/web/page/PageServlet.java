package dev.files.web.page;

import dev.files.http.Refusal;
import dev.files.settings.FrontSettings;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /}: the upload page. */
@WebServlet(urlPatterns = "", asyncSupported = true)
public class PageServlet extends HttpServlet {
  @Inject FrontSettings settings;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      throw Refusal.methodNotAllowed(request.getMethod(), "GET, HEAD");
    }
    Pages.upload(settings).write(response);
  }
}
