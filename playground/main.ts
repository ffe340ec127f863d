import { find } from './find.ts'
import { createPicture } from './picture.ts'
import { createService } from './service.ts'
import { createWords } from './words.ts'

const service = createService(find<HTMLFormElement>(document, '#service'))
createPicture(find(document, '#picture'), service)
createWords(find(document, '#words'), service)
