package dev.files.web.admin;

import dev.files.http.Refusal;
import dev.files.web.http.Bearer;
import dev.files.web.page.Pages;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /admin}: the page of operators, or the form to log in. */
@WebServlet(urlPatterns = "/admin", asyncSupported = true)
public class AdminPageServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject transient Bearer bearer;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      throw Refusal.methodNotAllowed(request.getMethod(), "GET, HEAD");
    }
    (bearer.session(request).isPresent() ? Pages.admin() : Pages.login(200, "")).write(response);
  }
}
