package dev.files.protocol.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** A pool of connections, and who is meant at the other end. */
record Line(HttpPool pool, Addressee to) {
  static Line toAnyone(HttpPool pool) {
    return new Line(pool, Addressee.anyone());
  }

  /** Sends the request; the answer is the addressee's. */
  ClassicHttpResponse open(ClassicHttpRequest request, Optional<Duration> patience)
      throws IOException {
    to.address(request);
    ClassicHttpResponse answer = pool.open(request, patience);
    boolean good = false;
    try {
      to.check(answer);
      good = true;
      return answer;
    } finally {
      if (!good) {
        answer.close();
      }
    }
  }
}
