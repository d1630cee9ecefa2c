package dev.files.web.page;

import static java.util.Map.entry;

import dev.files.http.EntityTag;
import dev.files.http.Refusal;
import dev.files.http.RequestHeaders;
import dev.files.http.Validators;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Scripts, styles and images of the pages: a handful of small files, held in memory. */
@WebServlet(
    urlPatterns = {"/assets/*", "/favicon.ico", "/robots.txt"},
    asyncSupported = true)
public class AssetServlet extends HttpServlet {
  private static final String STYLE = "text/css;charset=utf-8";
  private static final String SCRIPT = "text/javascript;charset=utf-8";

  /** Path to media type; nothing else is served. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          entry("/assets/style.css", STYLE),
          entry("/assets/admin.css", STYLE),
          entry("/assets/admin-api.js", SCRIPT),
          entry("/assets/admin-events.js", SCRIPT),
          entry("/assets/admin-nodes.js", SCRIPT),
          entry("/assets/admin-page.js", SCRIPT),
          entry("/assets/admin-work.js", SCRIPT),
          entry("/assets/charts.js", SCRIPT),
          entry("/assets/copy.js", SCRIPT),
          entry("/assets/dom.js", SCRIPT),
          entry("/assets/file-page.js", SCRIPT),
          entry("/assets/format.js", SCRIPT),
          entry("/assets/history.js", SCRIPT),
          entry("/assets/transfer.js", SCRIPT),
          entry("/assets/upload-page.js", SCRIPT),
          entry("/assets/logo.svg", "image/svg+xml"),
          entry("/robots.txt", "text/plain;charset=utf-8"));

  private static final Map<String, Asset> ASSETS = load();

  private record Asset(String type, EntityTag tag, String text) {}

  private static Map<String, Asset> load() {
    Map<String, Asset> assets = new TreeMap<>();
    TYPES.forEach(
        (path, type) -> {
          String text = Template.load(path.substring(1)).text();
          String hash = Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
          assets.put(path, new Asset(type, EntityTag.strong(hash), text));
        });
    // Browsers ask for it without being told to.
    assets.put("/favicon.ico", assets.get("/assets/logo.svg"));
    return assets;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean isHead = request.getMethod().equals("HEAD");
    if (!isHead && !request.getMethod().equals("GET")) {
      throw Refusal.methodNotAllowed(request.getMethod(), "GET, HEAD");
    }
    Asset asset =
        Optional.ofNullable(ASSETS.get(request.getRequestURI()))
            .orElseThrow(() -> new FilesException(ProblemType.NOT_FOUND, "There is no such asset"));
    response.setHeader("ETag", asset.tag().toString());
    // Asked again each time, at the price of an empty answer: pages and scripts change together.
    response.setHeader("Cache-Control", "no-cache");
    if (RequestHeaders.conditions(request).judge(Validators.of(asset.tag()))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(asset.type());
    response.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    byte[] body = asset.text().getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    if (!isHead) {
      response.getOutputStream().write(body);
    }
  }
}
