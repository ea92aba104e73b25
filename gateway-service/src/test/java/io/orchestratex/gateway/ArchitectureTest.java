package io.orchestratex.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
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

  /** Without it a page would be offered as JSON only, and refused to a browser with 406. */
  @Test
  void whatAPageAnswersIsNamed() {
    methods()
        .that()
        .areAnnotatedWith(Get.class)
        .or()
        .areAnnotatedWith(Post.class)
        .should(
            ArchCondition.from(
                DescribedPredicate.describe(
                    "say what it answers by @Produces, itself or its class",
                    (JavaMethod method) ->
                        method.isAnnotatedWith(Produces.class)
                            || method.getOwner().isAnnotatedWith(Produces.class))))
        .check(console);
  }

  @Test
  void featuresOfTheConsoleAreFreeOfCycles() {
    slices().matching(CONSOLE + ".(*)..").should().beFreeOfCycles().check(console);
  }
}
