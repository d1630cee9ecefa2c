package dev.files.bench.load;

import dev.files.bench.http.HttpClient;
import java.io.IOException;

/** What clients do again and again. */
public interface Load {

  /** The part of one client, which may own buffers. */
  Client newClient();

  /** Sends one request at a time; used by one thread. */
  interface Client {

    /** Opens connections, ahead of the measured time. */
    void connect(HttpClient http) throws IOException;

    /**
     * Does the request of this number, counted over all clients and runs.
     *
     * @return payload bytes that were moved
     * @throws IOException also for an answer that is not a success
     */
    long send(HttpClient http, long number) throws IOException;
  }
}
