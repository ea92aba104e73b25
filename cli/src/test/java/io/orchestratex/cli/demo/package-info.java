/** The demo's duties towards the stack it plays on. */
@NullMarked
package io.orchestratex.cli.demo;

import org.jspecify.annotations.NullMarked;
