package dev.files.protocol.security;

import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and checks the query of {@code GET /chunk/{id}}: HMAC-SHA256 (RFC 2104) over version,
 * method, chunk, node, expiry, disposition, media type and name, each on a line of its own. A
 * client that follows a redirect sends no header, so the node stands in the query; nodes of the
 * version before know of none, and their URLs are signed without. The key is derived from the
 * servers' secret for this one use, so a signature tells nothing about the bearer token.
 */
public final class UrlSigner {
  private static final String VERSION = "files-read-2";
  private static final String UNNAMED_VERSION = "files-read-1";
  private static final int MAX_QUERY_CHARS = 4096;

  private final Secrets secrets;

  public UrlSigner(Secrets secrets) {
    this.secrets = secrets;
  }

  /** The query, without the question mark, for {@code /chunk/{id}}. */
  public String query(SignedRead read) {
    return "expires="
        + read.expiresEpochSecond()
        + "&inline="
        + read.inline()
        + "&type="
        + URLEncoder.encode(read.mediaType(), StandardCharsets.UTF_8)
        + "&name="
        + URLEncoder.encode(read.fileName(), StandardCharsets.UTF_8)
        + read.node().map(id -> "&node=" + id).orElse("")
        + "&signature="
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(mac(secrets.accepted().get(0), read));
  }

  /**
   * What the raw query allows for the chunk; empty when it is malformed, expired or not signed by
   * us.
   */
  public Optional<SignedRead> verify(ChunkId chunk, String rawQuery, Instant now) {
    if (rawQuery.length() > MAX_QUERY_CHARS) {
      return Optional.empty();
    }
    try {
      Map<String, String> values = new HashMap<>();
      for (String pair : rawQuery.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1
            || values.put(
                    pair.substring(0, equals),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8))
                != null) {
          return Optional.empty();
        }
      }
      SignedRead read =
          new SignedRead(
              chunk,
              Optional.ofNullable(values.get("node")).map(NodeId::new),
              values.getOrDefault("name", ""),
              values.getOrDefault("type", ""),
              Boolean.parseBoolean(values.get("inline")),
              Long.parseLong(values.getOrDefault("expires", "")));
      byte[] given = Base64.getUrlDecoder().decode(values.getOrDefault("signature", ""));
      boolean ok = false;
      for (String secret : secrets.accepted()) {
        ok |= MessageDigest.isEqual(mac(secret, read), given);
      }
      return ok && now.getEpochSecond() < read.expiresEpochSecond()
          ? Optional.of(read)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] mac(String secret, SignedRead read) {
    String version = read.node().isPresent() ? VERSION : UNNAMED_VERSION;
    String text =
        String.join(
            "\n",
            version,
            "GET",
            read.chunk() + read.node().map(id -> "\n" + id).orElse(""),
            Long.toString(read.expiresEpochSecond()),
            Boolean.toString(read.inline()),
            // Encoded, so that no value can pretend to be the next line.
            URLEncoder.encode(read.mediaType(), StandardCharsets.UTF_8),
            URLEncoder.encode(read.fileName(), StandardCharsets.UTF_8));
    byte[] key = hmac(secret.getBytes(StandardCharsets.UTF_8), version);
    return hmac(key, text);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HmacSHA256", e);
    }
  }
}
