package io.orchestratex.kit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.micronaut.http.annotation.Controller;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The rules of the house; each service checks them by a subclass named {@code ArchitectureTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HouseRules {

  private final String root;
  private final JavaClasses classesAndKit;
  private final JavaClasses classes;

  /**
   * @param service the service's package below {@code io.orchestratex}
   */
  protected HouseRules(String service) {
    root = "io.orchestratex." + service;
    classesAndKit =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(root, "io.orchestratex.kit");
    classes = classesAndKit.that(JavaClass.Predicates.resideInAPackage(root + ".."));
  }

  /** Folders that hold plug-ins: siblings in one of these must not know each other. */
  protected List<String> plugInFolders() {
    return List.of();
  }

  /** The roles of such a method and of its class were joined: see {@code RouteAccess}. */
  @Test
  void onlyTheClassSaysWhoMayCallAPathWithAPlaceholder() {
    noMethods()
        .that()
        .areDeclaredInClassesThat(
            DescribedPredicate.describe(
                "have a placeholder in their path",
                (JavaClass type) ->
                    type.tryGetAnnotationOfType(Controller.class)
                        .map(controller -> controller.value().contains("${"))
                        .orElse(false)))
        .should()
        .beAnnotatedWith(RolesAllowed.class)
        .orShould()
        .beAnnotatedWith(PermitAll.class)
        .orShould()
        .beAnnotatedWith(DenyAll.class)
        .check(classesAndKit);
  }

  @Test
  void featureFoldersAreFreeOfCycles() {
    slices()
        .matching(root + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void plugInsDoNotKnowTheirSiblings() {
    for (String folder : plugInFolders()) {
      slices()
          .matching(root + "." + folder + ".(*)..")
          .should()
          .notDependOnEachOther()
          .check(classes);
    }
  }

  @Test
  void aPlugInInterfaceIgnoresItsChildren() {
    for (String folder : plugInFolders()) {
      noClasses()
          .that()
          .resideInAPackage(root + "." + folder)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(root + "." + folder + ".*..")
          .check(classes);
    }
  }

  @Test
  void featuresIgnoreTheirStores() {
    noClasses()
        .that()
        .resideOutsideOfPackage(root + ".store..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + ".store..")
        .check(classes);
  }

  @Test
  void rulesArePure() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Rules")
        .or()
        .haveSimpleNameEndingWith("Evaluation")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.micronaut.http..",
            "java.sql..",
            "javax.sql..",
            "com.mongodb..",
            "org.apache.kafka..",
            "io.lettuce..",
            "org.slf4j..",
            "java.nio.file..")
        .orShould()
        .callMethod(Instant.class, "now")
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void anApiDocumentShowsPagingAsQueryParameters() {
    List<String> undocumented =
        classes.stream()
            .filter(type -> type.isAnnotatedWith(Controller.class))
            .flatMap(type -> type.getMethods().stream())
            .flatMap(method -> method.getParameters().stream())
            .filter(argument -> argument.getRawType().isEquivalentTo(PageRequest.class))
            .filter(argument -> !argument.isAnnotatedWith(OpenAPIRequest.class))
            .map(argument -> argument.getOwner().getFullName())
            .toList();
    assertThat(undocumented).as("arguments without @OpenAPIRequest").isEmpty();
  }

  @Test
  void timeComesFromAClock() {
    noClasses().should().callMethod(Instant.class, "now").check(classes);
  }

  @Test
  void packagesAreNamedByTheirJob() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..",
            "..utils..",
            "..common..",
            "..helper..",
            "..impl..",
            "..dto..",
            "..model..",
            "..manager..")
        .check(classes);
  }

  @Test
  void nobodySleeps() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(classes);
  }
}
