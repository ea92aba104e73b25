package io.orchestratex.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** Everybody depends on contracts, so contracts depend on nothing that could drag anybody along. */
@AnalyzeClasses(
    packages = "io.orchestratex.contracts",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule CONTRACTS_DEPEND_ON_THE_JDK_AND_ANNOTATIONS_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "io.orchestratex.contracts..",
              "org.jspecify.annotations..",
              "com.fasterxml.jackson.annotation..");

  @ArchTest
  static final ArchRule EVENTS_ARE_RECORDS =
      classes()
          .that()
          .areAssignableTo(DomainEvent.class)
          .and()
          .areNotInterfaces()
          .should()
          .beRecords();

  @ArchTest
  static final ArchRule CONTRACTS_KNOW_NO_CLOCK =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class);
}
