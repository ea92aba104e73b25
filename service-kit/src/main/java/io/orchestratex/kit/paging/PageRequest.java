package io.orchestratex.kit.paging;

import io.micronaut.core.bind.annotation.Bindable;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Which part of a list is wanted: {@code limit} rows (1 to 100) from row {@code offset} (0 to
 * 100000) on. A controller's argument of this type carries {@code @OpenAPIRequest}, so that the API
 * document shows the two query parameters and not this type.
 */
public record PageRequest(
    @Parameter(required = false, description = "Most rows to answer", example = "20")
        @Schema(minimum = "1", maximum = "100")
        @Bindable(defaultValue = "20")
        int limit,
    @Parameter(required = false, description = "Rows to leave out before the first", example = "0")
        @Schema(minimum = "0", maximum = "100000")
        @Bindable(defaultValue = "0")
        int offset) {
  public static final int DEFAULT_LIMIT = 20;
  public static final int MAX_LIMIT = 100;

  /** A store walks over each row that a page leaves out. */
  public static final int MAX_OFFSET = 100_000;
}
