package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

/** The pages in a real Chromium, driven as people do. */
@ExtendWith(SharedCluster.class)
class BrowserIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private FilesClient files;
  private ChromeDriver browser;

  @BeforeEach
  void open(Cluster cluster) {
    boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    String how = "the page tests need a browser: apt-get install chromium chromium-driver";
    if (!installed && Boolean.parseBoolean(System.getenv("CI"))) {
      throw new AssertionError(how);
    }
    assumeTrue(installed, how);
    files = cluster.client();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1100,900");
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    browser.get(files.uri("/").toString());
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  @Test
  void uploadsWhatIsChosenAndLinksToItsPage(@TempDir Path dir) throws IOException {
    byte[] bytes = new TestBytes(1, 6 * 1024 * 1024).array();
    Path first = Files.write(dir.resolve("Holiday <b>&amp; résumé.bin"), bytes);
    Path second = Files.writeString(dir.resolve("notes.txt"), "some notes");
    choose(first, second);
    Await.until("both are listed", LIMIT, () -> all("uploaded").size() == 2);
    picture("upload-page", new Dimension(1100, 900));

    String link =
        byText("uploaded", "Holiday").findElement(test("page-link")).getDomProperty("href");
    browser.get(link);
    assertThat(one("name").getText()).isEqualTo("Holiday <b>&amp; résumé.bin");
    assertThat(one("sha256").getText().replaceAll("\\s", ""))
        .isEqualTo(new TestBytes(1, 6 * 1024 * 1024).sha256().hex());
    HttpResponse<byte[]> downloaded =
        files.get(java.net.URI.create(one("download").getDomProperty("href")).getRawPath());
    assertThat(downloaded.body()).isEqualTo(bytes);
    picture("file-page", new Dimension(1100, 800));
    assertNothingWasRefused();
  }

  @Test
  void rememberedFilesCanBeDeletedAgain(@TempDir Path dir) throws IOException {
    choose(Files.writeString(dir.resolve("short-lived.txt"), "x"));
    Await.until("it is listed", LIMIT, () -> all("uploaded").size() == 1);
    browser.navigate().refresh();
    Await.until("it is remembered", LIMIT, () -> all("uploaded").size() == 1);
    String link = one("uploaded").findElement(test("page-link")).getDomProperty("href");
    one("uploaded").findElement(test("delete")).click();
    Await.until(
        "it is gone",
        LIMIT,
        () -> {
          // A second click confirms, where the page asks for it.
          List<WebElement> rows = all("uploaded");
          if (!rows.isEmpty()) {
            rows.get(0).findElement(test("delete")).click();
          }
          return files.get(java.net.URI.create(link).getPath()).statusCode() == 404;
        });
    assertNothingWasRefused();
  }

  @Test
  void worksByKeyboard() {
    WebElement focused = browser.switchTo().activeElement();
    for (int i = 0; i < 20 && !isChooser(focused); i++) {
      focused.sendKeys(Keys.TAB);
      focused = browser.switchTo().activeElement();
    }
    assertThat(isChooser(focused)).isTrue();
  }

  @Test
  void fitsAPhoneInTheDark(@TempDir Path dir) throws IOException {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 320, "height", 640, "deviceScaleFactor", 2, "mobile", true));
    choose(
        Files.writeString(
            dir.resolve("a name that is much too long for the screen of a small phone.txt"), "x"));
    Await.until("it is listed", LIMIT, () -> all("uploaded").size() == 1);
    long overflow =
        (Long)
            ((JavascriptExecutor) browser)
                .executeScript("return document.documentElement.scrollWidth - innerWidth");
    assertThat(overflow).isLessThanOrEqualTo(0);
    Files.write(target("upload-page-phone"), browser.getScreenshotAs(OutputType.BYTES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&redirect=true"})
  void playsFilmsAndSounds(String way) throws IOException {
    for (String name : List.of("film.mp4", "film.webm", "sound.ogg", "sound.mp3", "sound.wav")) {
      String id = files.upload(name + "?layout=whole", fixture(name)).get("id").asText();
      browser.get(files.uri("/download/" + id + "?inline=true" + way).toString());
      assertThat(browser.getCurrentUrl()).contains(way.isEmpty() ? "/download/" : "/chunk/");
      // HAVE_FUTURE_DATA: it can play.
      Await.until(
          name + " can play",
          LIMIT,
          () ->
              Boolean.TRUE.equals(
                  ((JavascriptExecutor) browser)
                      .executeScript(
                          "const m = document.querySelector('video, audio');"
                              + "return m !== null && m.readyState >= 3 && m.duration > 0.4;")));
    }
    assertNothingWasRefused();
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
    browser.findElement(By.cssSelector("input[type=file]")).sendKeys(names);
  }

  private static By test(String name) {
    return By.cssSelector("[data-test=" + name + "]");
  }

  private WebElement one(String name) {
    return browser.findElement(test(name));
  }

  private List<WebElement> all(String name) {
    return browser.findElements(test(name));
  }

  private WebElement byText(String name, String text) {
    return all(name).stream().filter(e -> e.getText().contains(text)).findFirst().orElseThrow();
  }

  /** Nothing that the page loads or does is against its own Content-Security-Policy. */
  private void assertNothingWasRefused() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .noneMatch(entry -> entry.getMessage().contains("Content Security Policy"));
  }

  private void picture(String name, Dimension size) throws IOException {
    browser.manage().window().setSize(size);
    Files.write(target(name), browser.getScreenshotAs(OutputType.BYTES));
  }

  private static Path target(String name) throws IOException {
    return Files.createDirectories(
            Path.of(System.getProperty("files.root"), "files-cluster-tests/target/screenshots"))
        .resolve(name + ".png");
  }
}
