package io.orchestratex.session.provider;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * How a model is asked; what is left out is for the provider to decide.
 *
 * @param temperature how freely the model picks its words, 0 to 2; higher is freer
 * @param topP the model picks among the likeliest words that together have this probability, 0 to 1
 * @param maxTokens most tokens of the answer, 1 to 100000; a longer answer is cut there
 */
@Introspected
public record ModelSettings(
    @DecimalMin("0") @DecimalMax("2") @Nullable Double temperature,
    @DecimalMin("0") @DecimalMax("1") @Nullable Double topP,
    @Min(1) @Max(100_000) @Nullable Integer maxTokens) {

  public static final ModelSettings NONE = new ModelSettings(null, null, null);
}
