package dev.files.web.http;

import dev.files.http.Answers;
import dev.files.http.Exchange;
import dev.files.http.ProblemAnswer;
import dev.files.protocol.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Failures of the REST resources, and the refusals of Jakarta REST itself, as problem details. */
@Provider
public class FailureMapper implements ExceptionMapper<Throwable> {
  private static final int FIRST_ERROR_STATUS = 400;

  @Override
  public Response toResponse(Throwable failure) {
    if (failure instanceof IOException) {
      // Only the body is read in a resource, and what is written goes out after it.
      return response(ProblemAnswer.of(Answers.malformedBody()));
    }
    if (!(failure instanceof WebApplicationException refusal)) {
      return response(ProblemAnswer.of(failure));
    }
    Response answer = refusal.getResponse();
    if (answer.getStatus() < FIRST_ERROR_STATUS) {
      // OPTIONS is answered this way.
      return answer;
    }
    Map<String, String> headers =
        Optional.ofNullable(answer.getHeaderString(HttpHeaders.ALLOW))
            .map(allow -> Map.of(HttpHeaders.ALLOW, allow))
            .orElse(Map.of());
    return response(ProblemAnswer.ofStatus(answer.getStatus(), headers));
  }

  private static Response response(ProblemAnswer problem) {
    byte[] body = problem.body(Exchange.current().trace());
    Response.ResponseBuilder response =
        Response.status(problem.status())
            .type(Problem.MEDIA_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .header(HttpHeaders.CONTENT_LENGTH, body.length)
            .entity(body);
    problem.headers().forEach(response::header);
    return response.build();
  }
}
