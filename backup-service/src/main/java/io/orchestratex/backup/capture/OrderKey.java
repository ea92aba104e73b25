package io.orchestratex.backup.capture;

import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The header {@code Idempotency-Key} of an order, as the API document describes it. */
@Parameter(
    description =
        "Names the order, 1 to 255 visible ASCII characters: draw a new one, such as a random UUID,"
            + " for each order and send it again with each repetition.",
    example = "6f1c2a54-5b0e-4c0e-9d0b-0d7f9a3b1c11")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface OrderKey {}
