package io.orchestratex.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.orchestratex.kit.HouseRules;
import org.junit.jupiter.api.Test;

/** The rules of the house, and those of the console. */
class ArchitectureTest extends HouseRules {

  private static final String CONSOLE = "io.orchestratex.gateway.console";

  private final JavaClasses console =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(CONSOLE);

  ArchitectureTest() {
    super("gateway");
  }

  @Test
  void aPageCallsNothingButTheServicesPublishedApis() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            CONSOLE + ".session..", CONSOLE + ".signin..", CONSOLE + ".service..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.orchestratex.gateway..")
                .and(not(resideInAPackage(CONSOLE + ".."))))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("com.mongodb..", "io.lettuce..", "java.net.http..")
        .check(console);
  }

  @Test
  void featuresOfTheConsoleAreFreeOfCycles() {
    slices().matching(CONSOLE + ".(*)..").should().beFreeOfCycles().check(console);
  }
}
