package io.orchestratex.kit.apidocs;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;

/** Types that annotations name, as in {@code @Schema(implementation = Backup.class)}. */
final class AnnotatedTypes {

  private static final String ANNOTATIONS = "io.swagger.";

  private AnnotatedTypes() {}

  /** The types of the API document's annotations on something. */
  static Stream<Class<?>> of(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations()).flatMap(AnnotatedTypes::of);
  }

  private static Stream<Class<?>> of(Annotation annotation) {
    if (!annotation.annotationType().getName().startsWith(ANNOTATIONS)) {
      return Stream.empty();
    }
    return Arrays.stream(annotation.annotationType().getDeclaredMethods())
        .flatMap(member -> values(annotation, member));
  }

  private static Stream<Class<?>> values(Annotation annotation, Method member) {
    try {
      return ofValue(member.invoke(annotation));
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(annotation + " cannot be read", e);
    }
  }

  private static Stream<Class<?>> ofValue(Object value) {
    return switch (value) {
      case Class<?> type -> Stream.<Class<?>>of(type).filter(AnnotatedTypes::isOurs);
      case Annotation inner -> of(inner);
      case Object[] several -> Arrays.stream(several).flatMap(AnnotatedTypes::ofValue);
      default -> Stream.empty();
    };
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith("io.orchestratex.");
  }
}
