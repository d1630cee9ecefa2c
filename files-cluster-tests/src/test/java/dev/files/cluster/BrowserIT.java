package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages in a real Chromium, driven as people do. */
@ExtendWith(SharedCluster.class)
class BrowserIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private FilesClient files;
  private Browser browser;

  @BeforeEach
  void open(Cluster cluster) {
    files = cluster.client();
    browser = Browser.open();
    browser.go(files.uri("/"));
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void uploadsWhatIsChosenAndLinksToItsPage(@TempDir Path dir) throws IOException {
    byte[] bytes = new TestBytes(1, 6 * 1024 * 1024).array();
    Path first = Files.write(dir.resolve("Holiday <b>&amp; résumé.bin"), bytes);
    Path second = Files.writeString(dir.resolve("notes.txt"), "some notes");
    choose(first, second);
    Await.until("both are listed", LIMIT, () -> browser.all("uploaded").size() == 2);
    browser.picture("upload-page", new Dimension(1100, 900));

    String link =
        browser
            .byText("uploaded", "Holiday")
            .findElement(Browser.test("page-link"))
            .getDomProperty("href");
    browser.go(java.net.URI.create(link));
    assertThat(browser.one("name").getText()).isEqualTo("Holiday <b>&amp; résumé.bin");
    assertThat(browser.one("sha256").getText().replaceAll("\\s", ""))
        .isEqualTo(new TestBytes(1, 6 * 1024 * 1024).sha256().hex());
    HttpResponse<byte[]> downloaded =
        files.get(java.net.URI.create(browser.one("download").getDomProperty("href")).getRawPath());
    assertThat(downloaded.body()).isEqualTo(bytes);
    browser.picture("file-page", new Dimension(1100, 800));
    browser.assertNothingWasRefused();
  }

  @Test
  void rememberedFilesCanBeDeletedAgain(@TempDir Path dir) throws IOException {
    choose(Files.writeString(dir.resolve("short-lived.txt"), "x"));
    Await.until("it is listed", LIMIT, () -> browser.all("uploaded").size() == 1);
    browser.driver().navigate().refresh();
    Await.until("it is remembered", LIMIT, () -> browser.all("uploaded").size() == 1);
    String link =
        browser.one("uploaded").findElement(Browser.test("page-link")).getDomProperty("href");
    browser.one("uploaded").findElement(Browser.test("delete")).click();
    Await.until(
        "it is gone",
        LIMIT,
        () -> {
          // A second click confirms, where the page asks for it.
          List<WebElement> rows = browser.all("uploaded");
          if (!rows.isEmpty()) {
            rows.get(0).findElement(Browser.test("delete")).click();
          }
          return files.get(java.net.URI.create(link).getPath()).statusCode() == 404;
        });
    browser.assertNothingWasRefused();
  }

  @Test
  void worksByKeyboard() {
    WebElement focused = browser.driver().switchTo().activeElement();
    for (int i = 0; i < 20 && !isChooser(focused); i++) {
      focused.sendKeys(Keys.TAB);
      focused = browser.driver().switchTo().activeElement();
    }
    assertThat(isChooser(focused)).isTrue();
  }

  @Test
  void fitsAPhoneInTheDark(@TempDir Path dir) throws IOException {
    browser.dark();
    browser.phone(320, 640);
    choose(
        Files.writeString(
            dir.resolve("a name that is much too long for the screen of a small phone.txt"), "x"));
    Await.until("it is listed", LIMIT, () -> browser.all("uploaded").size() == 1);
    browser.assertNothingIsWiderThanTheScreen();
    browser.picture("upload-page-phone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&redirect=true"})
  void playsFilmsAndSounds(String way) throws IOException {
    for (String name : List.of("film.mp4", "film.webm", "sound.ogg", "sound.mp3", "sound.wav")) {
      String id = files.upload(name + "?layout=whole", fixture(name)).get("id").asText();
      browser.go(files.uri("/download/" + id + "?inline=true" + way));
      assertThat(browser.driver().getCurrentUrl())
          .contains(way.isEmpty() ? "/download/" : "/chunk/");
      // HAVE_FUTURE_DATA: it can play.
      Await.until(
          name + " can play",
          LIMIT,
          () ->
              Boolean.TRUE.equals(
                  browser.script(
                      "const m = document.querySelector('video, audio');"
                          + "return m !== null && m.readyState >= 3 && m.duration > 0.4;")));
    }
    browser.assertNothingWasRefused();
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = BrowserIT.class.getResourceAsStream("/media/" + name)) {
      return in.readAllBytes();
    }
  }

  private static boolean isChooser(WebElement element) {
    String id = element.getDomAttribute("id");
    return "choose".equals(id) || "drop".equals(id);
  }

  private void choose(Path... paths) {
    String names = String.join("\n", java.util.Arrays.stream(paths).map(Path::toString).toList());
    browser.driver().findElement(By.cssSelector("input[type=file]")).sendKeys(names);
  }
}
