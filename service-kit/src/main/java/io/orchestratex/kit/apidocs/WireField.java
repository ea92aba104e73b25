package io.orchestratex.kit.apidocs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A field of an object as a mapper reads or writes it. */
record WireField(Shape shape, BeanPropertyDefinition definition) {

  /**
   * All fields of a type.
   *
   * @param request whether it is read, not written
   */
  record Shape(ObjectMapper mapper, JavaType type, boolean request) {

    List<BeanPropertyDefinition> properties() {
      return description().findProperties().stream()
          .filter(it -> request ? it.couldDeserialize() : it.couldSerialize())
          .toList();
    }

    private BeanDescription description() {
      return request
          ? mapper.getDeserializationConfig().introspect(type)
          : mapper.getSerializationConfig().introspect(type);
    }

    private JsonInclude.Include inclusion() {
      JsonInclude.Value general = mapper.getSerializationConfig().getDefaultPropertyInclusion();
      return description().findPropertyInclusion(general).getValueInclusion();
    }
  }

  String name() {
    return definition.getName();
  }

  String javaName() {
    return definition.getInternalName();
  }

  JavaType type() {
    return definition.getPrimaryType();
  }

  boolean isNullable() {
    // A record that checks what must be there by itself has @Nullable all the same.
    boolean required = shape.request() && annotatedMode() == Schema.RequiredMode.REQUIRED;
    return !required
        && !type().isPrimitive()
        && (type().isReferenceType() || isAnnotatedNullable());
  }

  /** Whether it is there in each document, and must be. */
  boolean isRequired() {
    JsonInclude.Include inclusion = inclusion();
    if (annotatedMode() == Schema.RequiredMode.NOT_REQUIRED) {
      return false;
    }
    if (shape.request()) {
      return !isNullable();
    }
    boolean leftOutWhenEmpty =
        inclusion == JsonInclude.Include.NON_EMPTY
            && (type().isContainerType() || type().hasRawClass(String.class));
    return inclusion == JsonInclude.Include.ALWAYS
        || (!isNullable() && !leftOutWhenEmpty && inclusion != JsonInclude.Include.NON_DEFAULT);
  }

  private Schema.RequiredMode annotatedMode() {
    // Of a record that is read, Jackson knows the constructor only.
    Schema schema =
        shape.type().getRawClass().isRecord()
            ? Arrays.stream(shape.type().getRawClass().getRecordComponents())
                .filter(component -> component.getName().equals(javaName()))
                .findFirst()
                .map(component -> component.getAccessor().getAnnotation(Schema.class))
                .orElse(null)
            : null;
    return schema == null ? Schema.RequiredMode.AUTO : schema.requiredMode();
  }

  /** What annotations say may stand there. */
  Stream<Class<?>> annotatedTypes() {
    return definition.hasField()
        ? AnnotatedTypes.of(definition.getField().getAnnotated())
        : Stream.empty();
  }

  private JsonInclude.Include inclusion() {
    JsonInclude.Value own = definition.findInclusion();
    return own != null && own.getValueInclusion() != JsonInclude.Include.USE_DEFAULTS
        ? own.getValueInclusion()
        : shape.inclusion();
  }

  private boolean isAnnotatedNullable() {
    Class<?> raw = shape.type().getRawClass();
    if (raw.isRecord()) {
      return Arrays.stream(raw.getRecordComponents())
          .filter(component -> component.getName().equals(javaName()))
          .map(RecordComponent::getAnnotatedType)
          .anyMatch(WireField::isNullable);
    }
    AnnotatedMember member = definition.getPrimaryMember();
    AnnotatedElement element = member == null ? null : member.getAnnotated();
    return switch (element) {
      case Method method -> isNullable(method.getAnnotatedReturnType());
      case Field field -> isNullable(field.getAnnotatedType());
      case null, default -> false;
    };
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }
}
