package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page of operators in a real Chromium. What it changes, it changes back. */
@ExtendWith(SharedCluster.class)
class AdminPageIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** A worker that no other test misses. */
  private static final String WORKER = "expired sessions";

  private static final String COMPACTION = "compaction";

  private Browser browser;
  private String token;
  private FilesClient files;

  @BeforeEach
  void open(Cluster cluster) throws IOException {
    token = Files.readString(cluster.data().resolve("admin-token")).strip();
    files = cluster.client();
    browser = Browser.open();
    browser.go(files.uri("/admin"));
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  private void logIn() {
    browser.one("token").sendKeys(token, Keys.ENTER);
    Await.until("nodes are seen", LIMIT, () -> browser.all("node").size() >= 3);
    Await.until("it is live", LIMIT, () -> browser.one("live").getText().startsWith("Live"));
  }

  private WebElement worker() {
    return row(WORKER);
  }

  private WebElement row(String worker) {
    return browser.driver().findElement(By.cssSelector(named(worker)));
  }

  private static String named(String worker) {
    return "[data-name='" + worker + "']";
  }

  private void press(String name, WebElement within) {
    within.findElement(Browser.test(name)).click();
  }

  private void awaitEvent(String text) {
    Await.until(
        text,
        LIMIT,
        () -> browser.all("event").stream().anyMatch(event -> event.getText().contains(text)));
  }

  @Test
  void aWrongTokenOpensNothing() {
    browser.one("token").sendKeys("not-the-token-of-the-admin", Keys.ENTER);
    Await.until("it is refused", LIMIT, () -> browser.one("refusal").isDisplayed());
    assertThat(browser.one("refusal").getText()).contains("not the admin token");
    assertThat(browser.all("nodes")).isEmpty();
    logIn();
  }

  @Test
  void showsTheClusterAndWhatHappensWithoutBeingLoadedAgain() throws IOException {
    files.upload("seen.txt", new byte[100_000]);
    logIn();
    Await.until(
        "all that there is to see",
        LIMIT,
        () ->
            browser.one("health").getText().contains("database")
                && browser.one("copies").getText().contains("2 or more")
                && !browser.all("worker").isEmpty());
    browser.script("window.loadedOnce = true");

    press("pause", worker());
    try {
      awaitEvent("Worker " + WORKER + " is paused");
      assertThat(worker().getText()).contains("paused");
      browser.script("scrollTo(0, 0)");
      browser.picture("admin-page", new Dimension(1280, 1400));
    } finally {
      press("pause", worker());
    }
    awaitEvent("Worker " + WORKER + " goes on");
    assertThat(browser.script("return window.loadedOnce")).isEqualTo(true);
    browser.assertNothingWasRefused();
  }

  @Test
  void pausesTheUpkeepOfAllNodes() {
    logIn();
    Await.until("it is seen", LIMIT, () -> compaction().contains("on 3 nodes"));
    press("pause", row(COMPACTION));
    try {
      awaitEvent("Worker compaction is paused");
      Await.until("the nodes say so", LIMIT, () -> compaction().contains("paused on"));
    } finally {
      press("pause", row(COMPACTION));
    }
    Await.until("they go on", LIMIT, () -> !compaction().contains("paused on"));
  }

  private String compaction() {
    List<WebElement> rows = browser.driver().findElements(By.cssSelector(named(COMPACTION)));
    return rows.isEmpty() ? "" : rows.get(0).getText();
  }

  @Test
  void asksBeforeANodeGetsAnOrder(Cluster cluster) {
    logIn();
    WebElement node = browser.all("node").get(0);
    String name = node.findElement(Browser.test("node-name")).getText();
    press("maintenance", node);
    assertThat(browser.one("ask").getText()).contains("Maintenance: " + name, "no new chunks");
    browser.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
    assertThat(state(node)).isEqualTo("active");

    press("maintenance", node);
    browser.one("confirm").click();
    try {
      Await.until("it is in maintenance", LIMIT, () -> state(node).equals("maintenance"));
      awaitEvent("Node " + name + " is in maintenance");
    } finally {
      press("activate", node);
      browser.one("confirm").click();
      Await.until("it is active", LIMIT, () -> state(node).equals("active"));
    }
  }

  private static String state(WebElement node) {
    return node.findElement(Browser.test("node-state")).getText();
  }

  @Test
  void loggingOutEndsIt() {
    logIn();
    browser.one("log-out").click();
    Await.until("it is the login again", LIMIT, () -> !browser.all("login").isEmpty());
    browser.go(files.uri("/admin"));
    assertThat(browser.all("login")).hasSize(1);
  }

  @Test
  void worksByKeyboard() {
    logIn();
    assertThat(browser.driver().switchTo().activeElement().getTagName()).isEqualTo("body");
    for (int i = 0; i < 10; i++) {
      WebElement focused = browser.driver().switchTo().activeElement();
      if ("drain".equals(focused.getDomAttribute("data-test"))) {
        break;
      }
      focused.sendKeys(Keys.TAB);
    }
    browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
    assertThat(browser.one("ask").getText()).contains("Drain");
    browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
    assertThat(browser.one("ask").isDisplayed()).isFalse();
    assertThat(browser.driver().switchTo().activeElement().getDomAttribute("data-test"))
        .isEqualTo("drain");
  }

  @Test
  void fitsAPhoneInTheDark() throws IOException {
    browser.dark();
    logIn();
    browser.driver().manage().window().setSize(new Dimension(1280, 1400));
    browser.picture("admin-page-dark");
    for (int width : List.of(360, 320)) {
      browser.phone(width, 800);
      browser.assertNothingIsWiderThanTheScreen();
    }
    browser.phone(360, 1600);
    browser.picture("admin-page-phone");
  }
}
