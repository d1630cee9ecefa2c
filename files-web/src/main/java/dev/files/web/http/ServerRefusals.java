package dev.files.web.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import jakarta.servlet.ServletContext;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Turns into problem details what the server refuses before our filter sees it: paths under {@code
 * /WEB-INF}, say, which it would answer with a page of its own.
 */
public final class ServerRefusals implements ServletExtension {
  private static final int FIRST_ERROR_STATUS = 400;

  @Override
  public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
    deployment.addInitialHandlerChainWrapper(
        next ->
            exchange -> {
              // Asked before the listener that the host added earlier, which knows only HTML.
              exchange.addDefaultResponseListener(ServerRefusals::answer);
              next.handleRequest(exchange);
            });
  }

  private static boolean answer(HttpServerExchange exchange) {
    if (!exchange.isResponseChannelAvailable() || exchange.getStatusCode() < FIRST_ERROR_STATUS) {
      return false;
    }
    ProblemAnswer problem = ProblemAnswer.ofStatus(exchange.getStatusCode(), Map.of());
    byte[] body = problem.body();
    EveryRequest.HEADERS.forEach(
        (name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/problem+json");
    exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, body.length);
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
    return true;
  }
}
