package dev.files.web.page;

import dev.files.metadata.FileView;
import dev.files.protocol.Sha256;
import dev.files.settings.FrontSettings;
import dev.files.web.http.BaseUrl;
import dev.files.web.http.MediaTypes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Makes the pages out of their templates. */
public final class Pages {
  /** A larger image is not loaded just to be looked at. */
  private static final long MAX_PREVIEW_BYTES = 16L << 20;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final Template UPLOAD = Template.load("upload.html");
  private static final Template FILE = Template.load("file.html");
  private static final Template PREVIEW = Template.load("preview.html");
  private static final Template LOGIN = Template.load("login.html");
  private static final Template ADMIN = Template.load("admin.html");
  private static final Template NOT_FOUND = Template.load("not-found.html");

  private Pages() {}

  public static Page upload(FrontSettings settings) {
    return Page.of(
        200,
        UPLOAD.fill(
            Map.of(
                "expiries", ExpiryChoices.of(settings.sharing()),
                "maxBytes", Html.escaped(Long.toString(settings.maxFileBytes())),
                "maxSize", Html.escaped(Sizes.text(settings.maxFileBytes())))));
  }

  public static Page file(FileView file) {
    Map<String, Html> values = new HashMap<>();
    Html download =
        Html.escaped("/download/" + file.id() + "/" + BaseUrl.encode(shown(file.name())));
    values.put("download", download);
    values.put("name", Html.escaped(file.name()));
    values.put("size", Html.escaped(Sizes.text(file.size())));
    values.put("bytes", Html.escaped(String.format(Locale.ENGLISH, "%,d", file.size())));
    values.put("unit", Html.escaped(file.size() == 1 ? "byte" : "bytes"));
    values.put("mediaType", Html.escaped(file.mediaType()));
    values.put("sha256", Html.escaped(file.sha256().map(Sha256::hex).orElse("")));
    values.put("sha256Hidden", hiddenUnless(file.sha256().isPresent()));
    values.put("uploaded", time(file.uploaded()));
    values.put("expires", file.expires().map(Pages::time).orElse(Html.escaped("Never")));
    boolean preview =
        MediaTypes.harmlessImage(file.mediaType()) && file.size() <= MAX_PREVIEW_BYTES;
    values.put(
        "preview",
        preview
            ? PREVIEW.fill(
                Map.of(
                    "source", Html.escaped("/download/" + file.id() + "?inline=true"),
                    "name", Html.escaped(file.name())))
            : Html.NOTHING);
    return Page.of(200, FILE.fill(values));
  }

  /**
   * The form to log in.
   *
   * @param refusal of the last try; empty: there was none
   */
  public static Page login(int status, String refusal) {
    return Page.of(
        status,
        LOGIN.fill(
            Map.of(
                "refusal",
                Html.escaped(refusal),
                "refusalHidden",
                hiddenUnless(!refusal.isEmpty()))));
  }

  /** The page of operators; its script asks for everything on it. */
  public static Page admin() {
    return Page.of(200, ADMIN.fill(Map.of()));
  }

  public static Page notFound() {
    return Page.of(404, NOT_FOUND.fill(Map.of()));
  }

  /** Browsers take a segment of dots for a step in the path. */
  private static String shown(String name) {
    return name.equals(".") || name.equals("..") ? "file" : name;
  }

  private static Html time(Instant instant) {
    return new Html(
        "<time datetime=\""
            + Html.escaped(instant.toString()).text()
            + "\">"
            + Html.escaped(UTC.format(instant)).text()
            + "</time>");
  }

  private static Html hiddenUnless(boolean condition) {
    return condition ? Html.NOTHING : new Html("hidden");
  }
}
