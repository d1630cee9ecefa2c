package dev.files.web.upload;

import dev.files.http.Conversation;
import dev.files.http.Exchange;
import dev.files.http.Refusal;
import dev.files.http.RequestHeaders;
import dev.files.http.RequestTarget;
import dev.files.http.Validators;
import dev.files.keys.KeyId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.settings.FrontSettings;
import dev.files.upload.Uploads;
import dev.files.web.http.BaseUrl;
import dev.files.web.http.Bearer;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** {@code PUT /upload/{name}} and {@code POST /upload}. */
@WebServlet(
    urlPatterns = {"/upload", "/upload/*"},
    asyncSupported = true)
public class UploadServlet extends HttpServlet {
  @Inject Uploads uploads;
  @Inject FrontSettings settings;
  @Inject Bearer bearer;
  Clock clock = Clock.systemUTC();

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    RequestTarget target = RequestTarget.of(request);
    String method = request.getMethod();
    if (target.segments().size() == 1) {
      if (!method.equals("POST")) {
        throw Refusal.methodNotAllowed(method, "POST");
      }
      post(target, request, response);
      return;
    }
    if (!method.equals("PUT")) {
      throw Refusal.methodNotAllowed(method, "PUT");
    }
    if (target.segments().size() > 2) {
      throw new FilesException(
          ProblemType.INVALID_VALUE, "name: a slash in a name is written %2F in the URL");
    }
    put(target, request, response);
  }

  private void put(RequestTarget target, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<KeyId> owner = bearer.owner(request);
    UploadAnswer answer = answer(request, response);
    PutRequest put = PutRequest.of(target, request, Exchange.current(), settings, clock.instant());
    receive(
        owner,
        put,
        request,
        response,
        (recorded, copies) -> answer.toBody(recorded.get(0), copies));
  }

  private void post(RequestTarget target, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<KeyId> owner = bearer.owner(request);
    UploadAnswer answer = answer(request, response);
    FormRequest form =
        FormRequest.of(target, request, Exchange.current(), settings, clock.instant());
    receive(owner, form, request, response, answer::toForm);
  }

  private void receive(
      Optional<KeyId> owner,
      UploadSteps.Body body,
      HttpServletRequest request,
      HttpServletResponse response,
      UploadSteps.Answer answer)
      throws IOException {
    RequestHeaders.conditions(request).judge(Validators.NOTHING);
    Conversation.start(request, response, new UploadSteps(uploads.begin(owner), body, answer));
  }

  private UploadAnswer answer(HttpServletRequest request, HttpServletResponse response) {
    return UploadAnswer.of(request, response, BaseUrl.of(request, settings.publicUrl()));
  }
}
