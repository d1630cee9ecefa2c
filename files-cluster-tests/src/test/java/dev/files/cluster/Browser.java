package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

/** A real Chromium, driven as people do. Pages name what tests look for by {@code data-test}. */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Opens one; a machine without Chromium skips the test, but not in CI. */
  static Browser open() {
    boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    String how = "the page tests need a browser: apt-get install chromium chromium-driver";
    if (!installed && Boolean.parseBoolean(System.getenv("CI"))) {
      throw new AssertionError(how);
    }
    assumeTrue(installed, how);
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
    return new Browser(
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options));
  }

  ChromeDriver driver() {
    return driver;
  }

  void go(URI page) {
    driver.get(page.toString());
  }

  static By test(String name) {
    return By.cssSelector("[data-test=" + name + "]");
  }

  WebElement one(String name) {
    return driver.findElement(test(name));
  }

  List<WebElement> all(String name) {
    return driver.findElements(test(name));
  }

  WebElement byText(String name, String text) {
    return all(name).stream().filter(e -> e.getText().contains(text)).findFirst().orElseThrow();
  }

  Object script(String script) {
    return driver.executeScript(script);
  }

  /** Nothing that the page loads or does is against its own Content-Security-Policy. */
  void assertNothingWasRefused() {
    assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
        .noneMatch(entry -> entry.getMessage().contains("Content Security Policy"));
  }

  void dark() {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
  }

  void phone(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", true));
  }

  void assertNothingIsWiderThanTheScreen() {
    assertThat((Long) script("return document.documentElement.scrollWidth - innerWidth"))
        .isLessThanOrEqualTo(0);
  }

  void picture(String name, Dimension size) throws IOException {
    driver.manage().window().setSize(size);
    picture(name);
  }

  /** Under {@code target/screenshots}. */
  void picture(String name) throws IOException {
    Path directory =
        Files.createDirectories(
            Path.of(System.getProperty("files.root"), "files-cluster-tests/target/screenshots"));
    Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
