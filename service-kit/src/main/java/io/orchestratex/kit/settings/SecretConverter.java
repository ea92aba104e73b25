package io.orchestratex.kit.settings;

import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.convert.TypeConverter;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Reads a {@link Secret} from a setting. */
@Singleton
final class SecretConverter implements TypeConverter<CharSequence, Secret> {
  @Override
  public Optional<Secret> convert(
      CharSequence text, Class<Secret> targetType, ConversionContext context) {
    return text.isEmpty() ? Optional.empty() : Optional.of(new Secret(text.toString()));
  }
}
