import { describe, expect, it } from 'vitest'
import { layOut, masked } from './xml'

describe('layOut', () => {
  it('puts each element on a line of its own, and text beside its name', () => {
    expect(layOut('<?xml version="1.0"?><A x="1"><B>text</B><C/><D></D><E><F>1</F></E></A>')).toBe(
      '<?xml version="1.0"?>\n<A x="1">\n  <B>text</B>\n  <C/>\n  <D></D>\n  <E>\n    <F>1</F>\n  </E>\n</A>',
    )
  })
  it('gives back what is laid out already', () => {
    const once = layOut('<A><B>甲 乙</B><C><D>2</D></C></A>')
    expect(layOut(once)).toBe(once)
  })
  it('does not choke on what is no XML', () => {
    expect(layOut('')).toBe('')
    expect(layOut('plain')).toBe('plain')
    expect(layOut('</A></B>')).toBe('</A>\n</B>')
  })
})

describe('masked', () => {
  it('masks names and accounts of customers, and nothing of banks or of the payment', () => {
    const m = masked('<CdtTrf><Amt>12.80</Amt><Dbtr><Nm>赵学民</Nm></Dbtr><DbtrAcct><Id><Othr><Id>6222020000001234501</Id></Othr></Id></DbtrAcct><DbtrAgt><Nm>东海商业银行</Nm></DbtrAgt></CdtTrf>')
    expect(m).toBe('<CdtTrf><Amt>12.80</Amt><Dbtr><Nm>赵**</Nm></Dbtr><DbtrAcct><Id><Othr><Id>6222****4501</Id></Othr></Id></DbtrAcct><DbtrAgt><Nm>东海商业银行</Nm></DbtrAgt></CdtTrf>')
  })
  it('knows prefixes of namespaces, and hides short names too', () => {
    expect(masked('<p:Cdtr><p:Nm>李</p:Nm></p:Cdtr>')).toBe('<p:Cdtr><p:Nm>李*</p:Nm></p:Cdtr>')
  })
})
