package dev.files.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.files.node", importOptions = ImportOption.DoNotIncludeTests.class)
class NodeArchitectureTest {
  @ArchTest
  static final ArchRule packagesDoNotGoInCircles =
      slices()
          .matching("dev.files.node.(*)..")
          .should()
          .beFreeOfCycles()
          .because("two packages that need each other are one, or have a seam too few");

  @ArchTest
  static final ArchRule whatIsStoredKnowsNothingOfServers =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.files.node.disk..",
              "dev.files.node.index..",
              "dev.files.node.log..",
              "dev.files.node.store..",
              "dev.files.node.upkeep..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "io.undertow..", "dev.files.http..")
          .because("a store is opened by tests, tools and other servers too");

  @ArchTest
  static final ArchRule theIndexIsACacheThatKnowsNoRecords =
      noClasses()
          .that()
          .resideInAPackage("dev.files.node.index..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.files.node.log..", "dev.files.node.store..")
          .because(
              "it may be thrown away at any time, and what it is made of is read from the log");

  @ArchTest
  static final ArchRule theLogIsUnderTheStore =
      noClasses()
          .that()
          .resideInAPackage("dev.files.node.log..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.files.node.store..")
          .because("it takes what was checked before; the store is where the checks are");
}
