/** What all our requests and stores say alike: names of constants, free-form values, filters. */
@NullMarked
package io.orchestratex.session.wire;

import org.jspecify.annotations.NullMarked;
