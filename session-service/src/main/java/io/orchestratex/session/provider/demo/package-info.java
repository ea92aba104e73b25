/** A stand-in model that needs no key. */
@NullMarked
package io.orchestratex.session.provider.demo;

import org.jspecify.annotations.NullMarked;
