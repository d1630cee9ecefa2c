package dev.files.web.download;

import dev.files.download.Downloads;
import dev.files.http.Conversation;
import dev.files.http.Exchange;
import dev.files.http.InlineTypes;
import dev.files.http.Refusal;
import dev.files.http.RequestHeaders;
import dev.files.http.RequestTarget;
import dev.files.http.Validators;
import dev.files.metadata.FileDirectory;
import dev.files.metadata.FileView;
import dev.files.protocol.FileId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.ByteRange;
import dev.files.web.file.FileTags;
import dev.files.web.http.Accept;
import dev.files.web.page.Pages;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** {@code GET} and {@code HEAD /download/{id}}; a name may follow the id, for the eye. */
@WebServlet(urlPatterns = "/download/*", asyncSupported = true)
public class DownloadServlet extends HttpServlet {
  /**
   * What a browser says that it runs (Fetch Metadata). Nobody's upload is to be run as a part of a
   * page of this origin, should a page ever let in a foreign tag.
   */
  private static final Set<String> CODE =
      Set.of(
          "script",
          "style",
          "worker",
          "sharedworker",
          "serviceworker",
          "audioworklet",
          "paintworklet",
          "xslt");

  @Inject FileDirectory files;
  @Inject Downloads downloads;
  Clock clock = Clock.systemUTC();

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw Refusal.methodNotAllowed(method, "GET, HEAD");
    }
    if (CODE.contains(Optional.ofNullable(request.getHeader("Sec-Fetch-Dest")).orElse(""))) {
      throw new FilesException(ProblemType.FORBIDDEN, "A file is not a part of a page");
    }
    RequestTarget target = RequestTarget.of(request);
    Optional<FileView> found = find(target);
    if (found.isEmpty()) {
      notFound(request, response);
      return;
    }
    FileView file = found.get();
    boolean inline = target.flag("inline") && InlineTypes.allow(file.mediaType());
    if (target.flag("redirect")) {
      Optional<URI> node = downloads.redirect(file, inline);
      if (node.isPresent()) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", node.get().toString());
        response.setHeader("Cache-Control", "no-store");
        return;
      }
    }
    answer(file, inline, request, response);
  }

  private static void notFound(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (Accept.prefersHtml(request)) {
      Pages.notFound().write(response);
      return;
    }
    throw new FilesException(ProblemType.NOT_FOUND, "There is no such file, or no longer");
  }

  private Optional<FileView> find(RequestTarget target) {
    return target.segments().size() > 3
        ? Optional.empty()
        : target.segment(1).flatMap(FileId::parse).flatMap(files::find);
  }

  private void answer(
      FileView file, boolean inline, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean isGet = request.getMethod().equals("GET");
    Validators now = FileTags.ofDownload(file, clock.instant());
    DownloadPlan plan =
        DownloadPlan.of(
            now,
            file.size(),
            RequestHeaders.conditions(request),
            RequestHeaders.joined(request, "Range").filter(range -> isGet));
    DownloadHeaders.write(file, inline, now, response);
    if (plan instanceof DownloadPlan.NotModified) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    if (plan instanceof DownloadPlan.Ranges parts) {
      sendRanges(file, parts.ranges(), request, response);
    } else {
      response.setContentType(file.mediaType());
      response.setContentLengthLong(file.size());
      if (isGet) {
        send(file, ByteRange.all(file.size()), request, response);
      }
    }
  }

  private void sendRanges(
      FileView file,
      List<ByteRange> ranges,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
    if (ranges.size() == 1) {
      ByteRange range = ranges.get(0);
      response.setContentType(file.mediaType());
      response.setHeader("Content-Range", range.contentRange(file.size()));
      response.setContentLengthLong(range.length());
      send(file, range, request, response);
      return;
    }
    ByteRanges frame = new ByteRanges(UUID.randomUUID().toString(), file.mediaType(), file.size());
    response.setContentType(frame.contentType());
    response.setContentLengthLong(frame.length(ranges));
    Conversation.start(
        request, response, FileBody.of(downloads, file, ranges, frame, Exchange.current()));
  }

  private void send(
      FileView file, ByteRange range, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Conversation.start(request, response, FileBody.of(downloads, file, range, Exchange.current()));
  }
}
