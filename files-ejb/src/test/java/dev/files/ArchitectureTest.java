package dev.files;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

@AnalyzeClasses(packages = "dev.files", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule capabilitiesDoNotGoInCircles =
      slices()
          .matching("dev.files.(*)..")
          .should()
          .beFreeOfCycles()
          .because(
              "a capability that needs one that needs it is one capability, or has a seam too few");

  @ArchTest
  static final ArchRule theDomainKnowsNothingOfHttpServers =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.files.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..")
          .because(
              "every protocol is a thin adapter on the domain, and there will be more of them");

  @ArchTest
  static final ArchRule whatIsSharedNeedsNoContainer =
      noClasses()
          .that()
          .resideInAPackage("dev.files.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..")
          .because("nodes, clients and tests use it without one");

  @ArchTest
  static final ArchRule placementIsAPureDecision =
      noClasses()
          .that()
          .resideInAPackage("dev.files.placement..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta..", "java.io..", "dev.files.transfer..", "dev.files.upload..")
          .because("a choice of nodes is tested with values and seeds, not with nodes");

  @ArchTest
  static final ArchRule bytesMoveInPlainClasses =
      noClasses()
          .that()
          .resideInAnyPackage("dev.files.upload..", "dev.files.download..", "dev.files.transfer..")
          .and()
          .haveSimpleNameNotEndingWith("Beans")
          .and()
          .doNotHaveSimpleName("Uploads")
          .and()
          .doNotHaveSimpleName("Downloads")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..")
          .because("what is hard about moving bytes is tested without a container");

  @ArchTest
  static final ArchRule entitiesStayWhereTheTablesAre =
      classes()
          .that()
          .areAnnotatedWith("jakarta.persistence.Entity")
          .should()
          .resideInAnyPackage("dev.files.metadata..", "dev.files.nodes..")
          .andShould()
          .notBePublic()
          .because("the rest speaks records, so that tables can change without it");

  @ArchTest
  static final ArchRule noEntityStandsThereOnlyToBeValidated =
      classes()
          .that()
          .areAnnotatedWith("jakarta.persistence.Entity")
          .should(beUsedByOthers())
          .because("the migrations are the one source of the schema, and tests run on it");

  @ArchTest
  static final ArchRule whoHasEntitiesHasATransaction =
      noClasses()
          .that()
          .areNotAnnotatedWith("jakarta.ejb.Stateless")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("jakarta.persistence.EntityManager")
          .because("the container begins and ends it around the methods of a stateless bean");

  private static ArchCondition<JavaClass> beUsedByOthers() {
    return new ArchCondition<>("be used by another class") {
      @Override
      public void check(JavaClass entity, ConditionEvents events) {
        boolean used =
            entity.getDirectDependenciesToSelf().stream()
                .map(dependency -> dependency.getOriginClass().getFullName())
                .anyMatch(
                    origin ->
                        !origin.equals(entity.getFullName())
                            && !origin.startsWith(entity.getFullName() + "$"));
        events.add(
            new SimpleConditionEvent(
                entity, used, entity.getName() + (used ? " is used" : " is used by nobody")));
      }
    };
  }
}
