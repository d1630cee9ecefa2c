package dev.files.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.files.web", importOptions = ImportOption.DoNotIncludeTests.class)
class WebRulesTest {
  @ArchTest
  static final ArchRule KNOWS_NO_DATABASE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.persistence..", "jakarta.jms..", "java.sql..", "javax.sql..")
          .because("the web speaks records: entities, rows and messages stay in files-ejb");

  @ArchTest
  static final ArchRule KNOWS_ONLY_THE_FACES_OF_THE_DOMAIN =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.files.placement..",
              "dev.files.replication..",
              "dev.files.collection..",
              "dev.files.database..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("dev\\.files\\.protocol\\.chunks\\.Chunk.*")
          .because("how bytes are placed, copied and collected is no business of HTTP");

  @ArchTest
  static final ArchRule NO_FILE_SYSTEM =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.file..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.io.File.class)
          .because("a name or a path of a client must never reach a file system");

  @ArchTest
  static final ArchRule NO_PARAMETERS =
      noClasses()
          .should()
          .callMethod(jakarta.servlet.http.HttpServletRequest.class, "getParameter", String.class)
          .because("asking for parameters parses, and so swallows, a body that is typed as a form");

  @ArchTest
  static final ArchRule NO_XML_NO_IMAGES_NO_RESTEASY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "javax.xml..", "org.w3c.dom..", "org.xml.sax..", "javax.imageio..", "java.awt..")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jboss.resteasy..")
          .because("RESTEasy's readers of these have known faults (SECURITY.md)");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices()
          .matching("dev.files.web.(*)..")
          .should()
          .beFreeOfCycles()
          .because("one can then read the packages one after the other");
}
