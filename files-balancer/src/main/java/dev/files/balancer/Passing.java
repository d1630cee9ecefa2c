package dev.files.balancer;

import dev.files.http.Exchange;
import dev.files.protocol.http.Trace;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import org.jboss.as.server.CurrentServiceContainer;
import org.jboss.msc.service.ServiceController;
import org.jboss.msc.service.ServiceName;
import org.wildfly.extension.requestcontroller.ControlPoint;
import org.wildfly.extension.requestcontroller.RequestController;
import org.wildfly.extension.requestcontroller.RunResult;

/**
 * Before the proxy: has a stop of the server wait for what is under way, which it does by itself
 * only for servlets, and names the request to the front as to the client.
 */
final class Passing implements HttpHandler {
  private static final ServiceName CONTROLLER = ServiceName.parse("org.wildfly.request-controller");
  private static final HttpString REQUEST_ID = new HttpString(Trace.REQUEST_ID);
  private static final HttpString TRACEPARENT = new HttpString(Trace.TRACEPARENT);

  private final HttpHandler proxy;
  private final ControlPoint requests = controller().getControlPoint("files-balancer", "proxy");

  Passing(HttpHandler proxy) {
    this.proxy = proxy;
  }

  // A servlet context cannot require a service as services do among each other.
  @SuppressWarnings("deprecation")
  private static RequestController controller() {
    ServiceController<?> service =
        CurrentServiceContainer.getServiceContainer().getRequiredService(CONTROLLER);
    return (RequestController) service.getValue();
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (requests.beginRequest() != RunResult.RUN) {
      exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
      exchange.endExchange();
      return;
    }
    exchange.addExchangeCompleteListener(
        (done, next) -> {
          requests.requestComplete();
          next.proceed();
        });
    Trace trace = Exchange.traceOf(exchange);
    HeaderMap headers = exchange.getRequestHeaders();
    headers.put(REQUEST_ID, trace.request());
    headers.put(TRACEPARENT, trace.traceparent());
    if (HttpContinue.requiresContinueResponse(exchange)) {
      // Said here, and not to the front: one that believed the body to be held back would end the
      // connection with its refusal, which the proxy, in the middle of the body, would not hear.
      HttpContinue.ContinueResponseSender goOn = HttpContinue.createResponseSender(exchange);
      while (!goOn.send()) {
        goOn.awaitWritable();
      }
      headers.remove(Headers.EXPECT);
    }
    proxy.handleRequest(exchange);
  }
}
